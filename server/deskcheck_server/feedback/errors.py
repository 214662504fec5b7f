"""The errors of the feedback store.

* FeedbackStoreError
  + StoreDownError     the database does not answer, is locked or is full; later it may go well
  + StoreRefusedError  the database does not take these rows, now or later
"""

from deskcheck_server.errors import ServerError


class FeedbackStoreError(ServerError):
    """The store could not do it; the message never holds what was to be kept."""


class StoreDownError(FeedbackStoreError):
    """The database does not answer, is locked or is full."""


class StoreRefusedError(FeedbackStoreError):
    """The database does not take these rows."""
