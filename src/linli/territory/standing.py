"""Grid workers as a source of indicators: the grids that have somebody of a part."""

from django.urls import reverse

from linli.areas.standing import AskedWrongly, Given, Question, Source
from linli.territory.models import Part

STAFFED = """
SELECT left(p.grid_id, %(digits)s::int) AS code, count(DISTINCT p.grid_id) AS value
  FROM territory_gridpost p JOIN areas_area a ON a.code = p.grid_id AND a.level = 6
   AND (a.valid_to IS NULL OR a.valid_to > %(day)s::date)
 WHERE p.grid_id >= %(low)s::text AND p.grid_id < %(high)s::text AND p.part = %(own_part)s::text
   AND p.starts_on <= %(day)s::date AND (p.ends_on IS NULL OR p.ends_on > %(day)s::date)
 GROUP BY 1
"""


def ask(given: Given) -> Question:
    """`part`: full_time, part_time or volunteer."""
    if given.get("part") not in Part.values:
        raise AskedWrongly("part", f"应是 {'、'.join(Part.values)}")
    return Question(STAFFED, lambda area: f"{reverse('grids:grids')}?area={area}", {"part": given["part"]})


GRID_POSTS = Source("grid_posts", frozenset({"part"}), ask, is_dated=True)
