"""The negotiation of both transports in one place, for those who use it."""

from signaling.sdp.publish import PublishAnswerPlan, PublishedMedia, answer_publish
from signaling.sdp.subscribe import (
    NegotiatedSubscription,
    SubscribeAnswerPlan,
    SubscribeNegotiation,
    SubscribeOffer,
)
from signaling.sdp.transport import LocalTransport

__all__ = [
    "LocalTransport",
    "NegotiatedSubscription",
    "PublishAnswerPlan",
    "PublishedMedia",
    "SubscribeAnswerPlan",
    "SubscribeNegotiation",
    "SubscribeOffer",
    "answer_publish",
]
