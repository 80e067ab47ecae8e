"""The error tree.

CamTayError
├── NoKnowledge          no generation has been published yet
├── DamagedGeneration    a generation's files do not match its manifest
├── ReadOnlyData         the data folder cannot be written
├── NewerData            the data were written by a later release
├── SearchFailed         the index broke while answering
├── DamagedModel         a model's files are missing, cut short or changed
├── NoModel              a model named in the settings cannot be loaded
├── ModelUnreachable     a language model does not answer, or refuses to
├── ModelBusy            a language model has no room now, or rests after failures
├── ModelGarbled         a language model's answer is no such object, or far too long
├── OtherModel           vectors were made by another model than the one at hand
├── MissingText          a fixed sentence or prompt is not in prompts/
├── TicketMoved          a ticket was changed by somebody else meanwhile
├── ChannelRefused       a channel cannot start, with the reason
├── MissingFont          a font's file cannot be read
├── BadPosterOrder       posters were ordered in a way nobody can print
├── PosterRefused        there is no such poster, or its words do not fit on a sheet
└── UnwritableFolder     a folder for printed files cannot be written
"""


class CamTayError(Exception):
    """A breakdown that has one sentence saying what to do, in Vietnamese."""


class NoKnowledge(CamTayError):
    """No generation has been published yet."""


class DamagedGeneration(CamTayError):
    """A generation's files do not match its manifest."""


class ReadOnlyData(CamTayError):
    """The data folder cannot be written."""


class NewerData(CamTayError):
    """The data were written by a later release; the message says what to do."""


class SearchFailed(CamTayError):
    """The index broke while answering."""


class DamagedModel(CamTayError):
    """A model's files are missing, cut short or changed."""


class NoModel(CamTayError):
    """A model named in the settings cannot be loaded; the message says what to do."""


class ModelUnreachable(CamTayError):
    """A language model does not answer, or refuses to; the message is for the log."""


class ModelBusy(CamTayError):
    """A language model has no room now, or rests after failures; the message is for the log."""


class ModelGarbled(CamTayError):
    """A language model's answer is no such object, or far too long; the message is for the
    log and holds nothing of it."""


class OtherModel(CamTayError):
    """Vectors were made by another model than the one at hand; the message says what to do."""


class MissingText(CamTayError):
    """A fixed sentence or prompt is not in the prompts folder."""


class TicketMoved(CamTayError):
    """A ticket was changed by somebody else meanwhile; nothing of the turn was saved."""


class ChannelRefused(CamTayError):
    """A channel cannot start; the message says why and what to do."""


class MissingFont(CamTayError):
    """A font's file cannot be read; the message says what to do."""


class BadPosterOrder(CamTayError):
    """Posters were ordered in a way nobody can print; the message says what to do."""


class PosterRefused(CamTayError):
    """There is no such poster, or its words do not fit; the message says what to do."""


class UnwritableFolder(CamTayError):
    """A folder for printed files cannot be written; the message says what to do."""
