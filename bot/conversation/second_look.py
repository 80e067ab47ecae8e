"""Second look: an answer of the guides, looked at again by a language model where there is one."""

from dataclasses import replace
from functools import partial

from bot.answering.leash import Leash
from bot.conversation.response import Asked
from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Answer, Question
from bot.ports import Previews


class SecondLook:
    """What every part that answers questions asks before it says an answer. Without a model
    it changes nothing."""

    def __init__(self, leash: Leash | None = None, previews: Previews | None = None) -> None:
        self._leash = leash
        self._previews = previews

    async def at(
        self, question: Question, answer: Answer, asker: ConversationKey, place: Address
    ) -> Answer:
        """The answer, better where the model could make it so; meanwhile what is on its way
        shows at the place."""
        if self._leash is None:
            return answer
        show = partial(self._previews.show, place) if self._previews is not None else None
        return await self._leash.better(question, answer, asker.person, show)

    async def at_guide(self, question: Question, answer: Answer, asker: ConversationKey) -> Answer:
        """The answer from the guide that was meant, in the guide's own words: for texts that
        are passed on."""
        if self._leash is None:
            return answer
        return await self._leash.better(question, answer, asker.person, words=False)

    async def at_asked(self, asked: Asked, place: Address) -> Asked:
        """The same for a question asked in a private conversation; the same object where
        nothing is better."""
        answer = await self.at(asked.question, asked.answer, asked.session.key, place)
        return asked if answer is asked.answer else replace(asked, answer=answer)
