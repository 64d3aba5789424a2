"""The mistakes a user can mend. Each prints one sentence and ends with its exit code; all else is a bug."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class UserError(Exception):
    """A sentence for the user: what, where (file, row, column), what to do next. Never a person's value."""

    exit_code = 1


class UsageError(UserError):
    """The call itself is wrong."""

    exit_code = 2


class DeliveryRefused(UserError):
    """A delivery cannot be taken; the store is as it was."""

    exit_code = 3


class ConfigurationError(UserError):
    """A key, a permission, a lock or the configuration is in the way."""

    exit_code = 4


class CheckFailed(UserError):
    """A test, an identity or a scan found something."""

    exit_code = 5


class Interrupted(UserError):
    """The operator stopped the run."""

    exit_code = 130


@contextmanager
def interruptible(done: Callable[[], str]) -> Iterator[None]:
    """Turn Ctrl-C into a sentence that says what was `done` by then: Interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped; nothing half-done was left. {done()} Run the same command again."
        ) from None
