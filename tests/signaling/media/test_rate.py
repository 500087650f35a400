from signaling.media.rate import WINDOW, PacketRate


def test_the_rate_is_that_since_the_last_question():
    rate = PacketRate()
    assert rate.per_second(0.0) == 0
    rate.packets += 4_000
    assert rate.per_second(2.0) == 2_000
    assert rate.per_second(4.0) == 0


def test_who_asks_too_soon_gets_the_rate_before():
    rate = PacketRate()
    rate.per_second(0.0)
    rate.packets += 3_000
    assert rate.per_second(WINDOW) == 2_000
    rate.packets += 100
    assert rate.per_second(WINDOW + 0.01) == 2_000
