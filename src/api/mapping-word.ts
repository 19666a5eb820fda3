import { Type } from 'typebox'
import type { ProjectEstimate, ReviewedWord } from '../store/mapping/mapping-review.ts'
import type { EstimateField as EstimateFieldValue } from '../work/estimate-field.ts'
import { MAPPING_SUBJECTS } from '../work/mapping.ts'
import { MEANINGS } from '../work/meaning.ts'
import { Id, nullable, word, wordOrNull } from './field.ts'

/* A tracker's word and its meaning, as the API shows them. */

const Meaning = Type.Union([MEANINGS.status, MEANINGS.item_type, MEANINGS.field, MEANINGS.link_type, Type.Null()], {
  description: 'Of a status: a state. Of a type: kind and level. Of a field: role, unit and rank. Null: none.',
})

export const NamedProject = Type.Object({
  id: Id,
  externalId: Type.String(),
  key: nullable(Type.String()),
  name: nullable(Type.String({ description: 'Null: the tracker does not show us this project.' })),
})

export const MappedWord = Type.Unsafe<ReviewedWord>(
  Type.Object({
    subject: word(MAPPING_SUBJECTS),
    externalId: Type.String({ description: "The word's id at the tracker." }),
    name: Type.String({ description: "The tracker's word." }),
    project: Type.Union([NamedProject, Type.Null()], {
      description: 'The project it is limited to; null: everywhere.',
    }),
    proposed: Meaning,
    confidence: Type.Number({ description: '0 to 1; from 0.5 on the proposal is used until a person decides.' }),
    reason: Type.String({ description: 'Why it is proposed.' }),
    effective: Type.Object(
      {
        meaning: Meaning,
        basis: word(['chosen', 'proposed', 'none']),
        why: Type.String(),
        needsReview: Type.Boolean({ description: 'Nothing is proposed, or not surely, and nobody has decided.' }),
      },
      { description: 'What it means now.' },
    ),
    chosenBy: nullable(Type.String({ description: 'Name of the token it was decided with.' })),
    chosenAt: nullable(Type.String()),
    items: Type.Integer({ description: 'Visible work items (for link types: links) that use it.' }),
  }),
)

const Field = Type.Object({
  externalId: Type.String(),
  name: Type.String(),
  unit: wordOrNull(['points', 'hours', 'seconds', 'days']),
})

const estimateField = {
  fields: Type.Array(Field, {
    description: 'Best first: where one is empty in an item, the next is read. Empty: no estimate is read.',
  }),
  rivals: Type.Array(Field, { description: 'Equally likely ones; none is read until a person chooses.' }),
  why: Type.String(),
}

export const EstimateField = Type.Unsafe<EstimateFieldValue>(
  Type.Object(estimateField, { description: 'Which field holds the estimate, and why.' }),
)

export const ProjectEstimateField = Type.Unsafe<ProjectEstimate>(
  Type.Object({ project: NamedProject, ...estimateField }),
)
