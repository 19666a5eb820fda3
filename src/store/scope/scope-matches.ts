import { type SQL, sql } from 'drizzle-orm'
import { idList } from '../id-list.ts'

/** A query of rules: id, initiative_id, effect, connection_id, selector, value, project. */
export type RuleSource = SQL

/**
 * Which initiatives select which of the touched items (null: of all) and of those below them, as common table expressions
 * that end with "claimed" (item_id, initiative_id). An item that a rule of an initiative excludes is not its.
 */
export const matchedItems = (rules: RuleSource, touchedItemIds: readonly string[] | null): SQL => {
  const everything = touchedItemIds === null
  return sql`
    ${everything ? candidatesOfAll : candidatesOf(touchedItemIds)},
    rule as (
      select id, initiative_id, effect, connection_id, selector, btrim(value) as word, lower(btrim(value)) as lower_word,
        nullif(lower(btrim(project)), '') as project
      from (${rules}) given
    ),
    rule_project as (
      select r.id as rule_id, p.id as project_id
      from rule r join project p on p.connection_id = r.connection_id
        and case r.selector when 'project' then r.lower_word else r.project end in (lower(p.key), lower(p.name), lower(p.external_id))
    ),
    item as (
      select w.id, w.connection_id, w.project_id, w.area, w.components, w.labels, w.release_ids
      from ${everything ? sql`work_item w` : sql`candidate c cross join lateral (select * from work_item where id = c.id offset 0) w`}
      where w.visibility in ('visible', 'archived')
    ),
    ${subtreeMembers(everything)},
    ${wordMatches},
    ${fieldMatches},
    matched as (
      select rp.rule_id, i.id as item_id
      from rule r join rule_project rp on rp.rule_id = r.id join item i on i.project_id = rp.project_id
      where r.selector = 'project'
      union
      select m.rule_id, i.id from member m join item i on i.id = m.item_id and i.connection_id = m.connection_id
      union
      select rule_id, item_id from word_match
      union
      select rule_id, item_id from field_match
      union
      select r.id, i.id from rule r
      join saved_query_item q on q.connection_id = r.connection_id and q.query = r.word join item i on i.id = q.item_id
      where r.selector = 'query'
      union
      select a.rule_id, i.id from area_match a join item i on i.connection_id = a.connection_id and i.area = a.area
    ),
    claimed as (
      select m.item_id, r.initiative_id
      from matched m join rule r on r.id = m.rule_id
      group by m.item_id, r.initiative_id
      having not bool_or(r.effect = 'exclude')
    )`
}

const candidatesOfAll = sql`candidate as (select id from work_item)`

/**
 * One look-up by index for each parent. Postgres expects recursions to find a million rows and would read the whole table
 * instead; "offset 0" keeps it from joining.
 */
const childrenOf = (parentId: SQL): SQL => sql`select id from work_item where parent_id = ${parentId} offset 0`

const candidatesOf = (touchedItemIds: readonly string[]): SQL => sql`
  touched as (${idList(touchedItemIds)}),
  candidate(id) as (
    select id from touched
    union
    select w.id from candidate c cross join lateral (${childrenOf(sql`c.id`)}) w
  )`

/** "member": every item at or below a rule's root. A set union, so that a cycle of parents ends. */
const subtreeMembers = (everything: boolean): SQL => sql`
  -- On its own, so that the index of keys is used and not the one of the connection, which holds everything.
  keyed as materialized (
    select r.id as rule_id, r.connection_id, w.id as item_id, w.connection_id as found_in
    from rule r join work_item w on md5(w.key) = any (array[md5(r.word), md5(upper(r.word))])
    where r.selector = 'subtree'
  ),
  root as (
    select rule_id, connection_id, item_id from keyed where found_in = connection_id
    union
    select r.id, r.connection_id, w.id
    from rule r join work_item w on w.connection_id = r.connection_id and w.external_id = r.word
    where r.selector = 'subtree'
    union
    select r.id, r.connection_id, a.work_item_id
    from rule r join work_item_alias a on a.connection_id = r.connection_id and a.alias in (r.word, upper(r.word))
    where r.selector = 'subtree'
  ),
  ${everything ? sql`` : ancestorsOfTouched}
  member(rule_id, connection_id, item_id) as (
    ${
      everything
        ? sql`select rule_id, connection_id, item_id from root`
        : sql`
      (select r.rule_id, r.connection_id, r.item_id from root r join candidate c on c.id = r.item_id
      union
      select r.rule_id, r.connection_id, a.item_id from root r join ancestor a on a.ancestor_id = r.item_id)`
    }
    union
    select m.rule_id, m.connection_id, w.id from member m cross join lateral (${childrenOf(sql`m.item_id`)}) w
  )`

const ancestorsOfTouched = sql`
  ancestor(item_id, ancestor_id) as (
    select w.id, w.parent_id from touched t join work_item w on w.id = t.id where w.parent_id is not null
    union
    select a.item_id, w.parent_id from ancestor a join work_item w on w.id = a.ancestor_id where w.parent_id is not null
  ),`

/** Components, labels and release names are equal words; areas match with everything below them. Case never counts. */
const wordMatches = sql`
  item_word as (
    select 'component' as selector, i.id as item_id, i.connection_id, i.project_id, lower(word) as word
    from item i, unnest(i.components) as word
    union all
    select 'label', i.id, i.connection_id, i.project_id, lower(word) from item i, unnest(i.labels) as word
    union all
    select 'release', i.id, i.connection_id, i.project_id, lower(e.name)
    from item i, unnest(i.release_ids) as release_id join release e on e.id = release_id
  ),
  word_match as (
    select r.id as rule_id, w.item_id
    from rule r join item_word w on w.selector = r.selector and w.connection_id = r.connection_id and w.word = r.lower_word
    where r.project is null
      or exists (select 1 from rule_project rp where rp.rule_id = r.id and rp.project_id = w.project_id)
  ),
  area_match as (
    select r.id as rule_id, a.connection_id, a.area
    from (select distinct connection_id, area from item where area is not null) a
    join rule r on r.selector = 'area' and r.connection_id = a.connection_id
      and starts_with(lower(a.area) || '\\', trim(both '\\' from r.lower_word) || '\\')
  )`

/** "FIELD=VALUE": a field by its id or its name at the tracker, a value as text without case; of several, one of them. */
const fieldMatches = sql`
  field_rule as (
    select r.id as rule_id, r.connection_id, r.project, lower(btrim(split_part(r.word, '=', 1))) as field,
      lower(btrim(substr(r.word, strpos(r.word, '=') + 1))) as wanted
    from rule r where r.selector = 'field'
  ),
  field_named as (
    select distinct f.rule_id, f.connection_id, f.project, f.wanted, m.external_id as field_id
    from field_rule f join mapping m on m.connection_id = f.connection_id and m.subject = 'field'
      and f.field in (lower(m.name), lower(m.external_id))
  ),
  field_match as (
    select f.rule_id, i.id as item_id
    from field_named f join item i on i.connection_id = f.connection_id join work_item w on w.id = i.id
    where (
      lower(w.fields ->> f.field_id) = f.wanted
      or (jsonb_typeof(w.fields -> f.field_id) = 'array' and exists (
        select 1 from jsonb_array_elements_text(w.fields -> f.field_id) one where lower(one) = f.wanted))
    ) and (f.project is null or exists (
      select 1 from rule_project rp where rp.rule_id = f.rule_id and rp.project_id = i.project_id))
  )`
