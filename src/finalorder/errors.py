"""What a user can mend, in one or two sentences."""


class Problem(Exception):  # noqa: N818 - the word users see in messages
    """Something the user can mend; the command line prints it and exits with 2.

    The text says what happened, where, and what to do.
    """
