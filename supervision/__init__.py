"""Labour-law supervision (一函两书): matters, letters, employers, and the union's supervisors."""
