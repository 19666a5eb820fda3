/** One thing that a PMO asks, of the API and straight of the normalized tables. */
export interface Question {
  readonly name: string
  readonly isPast: boolean
  readonly limitMs: number
  readonly path: (place: Place) => string
  /** The same from the tables of work alone; null where these have no answer. */
  readonly direct: ((place: Place) => string) | null
}

export interface Place {
  readonly portfolioId: string
  readonly initiativeId: string
  /** An instant in the past. */
  readonly past: string
  readonly laterPast: string
}

const NOW_MS = 10
const PAST_MS = 50

export const QUESTIONS: readonly Question[] = [
  {
    name: 'portfolio rollup, now',
    isPast: false,
    limitMs: NOW_MS,
    path: ({ portfolioId }) => `/portfolios/${portfolioId}/rollup`,
    direct: ({ portfolioId }) =>
      `select m.initiative_id, w.state, count(*), sum(w.estimate) from portfolio_node p
       join initiative_item m on m.initiative_id = p.id and m.valid_to is null join work_item w on w.id = m.work_item_id
       where p.parent_id = '${portfolioId}' group by 1, 2`,
  },
  {
    name: 'portfolio rollup, as of a past day',
    isPast: true,
    limitMs: PAST_MS,
    path: ({ portfolioId, past }) => `/portfolios/${portfolioId}/rollup?asOf=${past}`,
    direct: ({ portfolioId, past }) =>
      `select m.initiative_id, s.value, count(*) from portfolio_node p
       join initiative_item m on m.initiative_id = p.id and m.valid_from <= '${past}' and (m.valid_to is null or m.valid_to > '${past}')
       join span s on s.subject_id = m.work_item_id and s.field = 'state' and s.valid_from <= '${past}' and (s.valid_to is null or s.valid_to > '${past}')
       where p.parent_id = '${portfolioId}' group by 1, 2`,
  },
  {
    name: 'milestones of an initiative',
    isPast: false,
    limitMs: NOW_MS,
    path: ({ initiativeId }) => `/milestones?initiative=${initiativeId}`,
    direct: ({ initiativeId }) =>
      `select r.id, r.target_day, (select min(value) from span s where s.subject_id = r.id and s.field = 'target_day')
       from release r where r.id in (select unnest(w.release_ids) from initiative_item m join work_item w on w.id = m.work_item_id
         where m.initiative_id = '${initiativeId}')`,
  },
  {
    name: 'what changed between two days',
    isPast: true,
    limitMs: PAST_MS,
    path: ({ portfolioId, past, laterPast }) =>
      `/portfolios/${portfolioId}/changes?from=${past}&to=${laterPast}&limit=100`,
    direct: ({ portfolioId, past, laterPast }) =>
      `select s.subject_id, s.field, s.value from portfolio_node p join initiative_item m on m.initiative_id = p.id
       join span s on s.subject_id = m.work_item_id and s.valid_from between '${past}' and '${laterPast}'
       where p.parent_id = '${portfolioId}' order by s.valid_from limit 100`,
  },
  {
    name: 'an initiative with all axes',
    isPast: false,
    limitMs: NOW_MS,
    path: ({ initiativeId }) => `/initiatives/${initiativeId}/assessment`,
    direct: null,
  },
]
