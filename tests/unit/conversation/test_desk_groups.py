"""Which desk a question goes to."""

from memory_stores import MemoryStores

from bot.conversation.desk.desks import Desks, approved_desks
from bot.domain.group import DeskState, Group
from bot.domain.ticket import Level
from bot.domain.turn import Turn
from bot.language.communes import commune_code


def group(chat: str, commune: str, desk: DeskState = DeskState.COMMUNE, **more: object) -> Group:
    return Group(
        channel="test", chat=chat, title=f"Nhóm {chat}", commune=commune, desk=desk, **more
    )


DESKS = Desks(
    groups=(
        group("1", "Xã Ba Vì"),
        group("2", "Ba Vì"),
        group("3", "Phường Ba Đình"),
        group("4", "Hà Nội", DeskState.PROVINCE),
    )
)


async def test_only_groups_an_editor_approved_and_that_are_there_answer() -> None:
    stores = MemoryStores()
    await stores.commit(
        Turn(
            groups=(
                group("1", "a"),
                group("2", "b", DeskState.ASKED),
                group("3", "c", DeskState.OFF),
                group("4", "d", gone=True),
                group("5", "e").model_copy(update={"channel": "other"}),
                group("6", "", DeskState.PROVINCE),
            )
        )
    )

    desks = await approved_desks(stores, "test")

    assert [one.chat for one in desks.groups] == ["1", "6"]


def test_a_question_goes_to_its_commune_first_and_else_to_the_province() -> None:
    own = DESKS.nearest(commune_code("ba vi"))
    other = DESKS.nearest(commune_code("nơi nào đó"))

    assert own is not None
    assert (own[0], own[1].chat) == (Level.COMMUNE, "1")
    assert other is not None
    assert (other[0], other[1].chat) == (Level.PROVINCE, "4")
    assert DESKS.without("4").nearest(None) is None


def test_the_next_group_of_a_commune_stands_in_for_the_first() -> None:
    found = DESKS.without("1").nearest(commune_code("Ba Vì"))

    assert found is not None
    assert found[1].chat == "2"


def test_communes_are_offered_once_each_by_name() -> None:
    assert [one.name for one in DESKS.communes()] == ["Phường Ba Đình", "Xã Ba Vì"]


def test_a_commune_is_known_however_its_name_is_typed() -> None:
    def typed(text: str) -> list[str]:
        return [one.name for one in DESKS.named(text)]

    assert typed("ba vi") == typed("XÃ BA VÌ") == typed("nhà tôi ở ba vì") == ["Xã Ba Vì"]
    assert typed("ba v") == ["Xã Ba Vì"]
    assert typed("xa ba") == ["Phường Ba Đình", "Xã Ba Vì"]
    assert typed("sa pa") == typed("???") == typed("") == []
