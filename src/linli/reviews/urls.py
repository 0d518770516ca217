"""Addresses of what residents say: `portal` at the root, `desk` at /desk/reviews/."""

from django.urls import path

from linli.reviews.pages import desk as at_desk
from linli.reviews.pages import mine, public

portal = (
    [
        path("reviews/", public.reviews, name="reviews"),
        path("reviews/units/<uuid:unit>/", public.of_unit, name="unit"),
        path("reviews/items/<slug:code>/", public.of_item, name="item"),
        path("me/words/", mine.mine, name="mine"),
        path("me/words/<uuid:word>/object/", mine.object_to, name="object"),
    ],
    "reviews",
)
desk = (
    [
        path("", at_desk.words, name="words"),
        path("papers/", at_desk.papers, name="papers"),
        path("papers/<slug:number>/", at_desk.paper, name="paper"),
        path("<slug:number>/", at_desk.word, name="word"),
    ],
    "reviews_desk",
)
