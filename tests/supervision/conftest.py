import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The usual cast, with no file in the room yet."""
    return make_cast()
