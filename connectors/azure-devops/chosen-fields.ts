import { chooseValueFields, DESCRIBING_FIELDS, listOwnFields } from './field-catalogue.ts'
import type { Organization } from './organization.ts'

/**
 * What a revision is asked for. Naming a field that the organisation does not have is refused (TF51535); those of the
 * system exist everywhere, also where the list of fields leaves them out, as it does with System.IsDeleted.
 */
export async function chooseFields(organization: Organization) {
  const existing = await organization.listFields()
  const names = new Set(existing.map(({ referenceName }) => referenceName))
  const described = DESCRIBING_FIELDS.filter(name => name.startsWith('System.') || names.has(name))
  const askedFields = new Set([...described, ...chooseValueFields(existing).map(({ referenceName }) => referenceName)])
  return { askedFields, ownFields: listOwnFields(existing) }
}
