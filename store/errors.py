"""The mistakes a user can mend. Each prints one sentence and ends with its exit code; all else is a bug."""


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
