/** Version 3 of the API sends text as an Atlassian document, version 2 and webhooks as a string. */
export type TextForm = 'document' | 'string'

export function writeText(text: string, form: TextForm): unknown {
  if (form === 'string') return text
  const paragraphs = text.split(/\n{2,}/).filter(Boolean)
  return {
    type: 'doc',
    version: 1,
    content: paragraphs.map(paragraph => ({ type: 'paragraph', content: [{ type: 'text', text: paragraph }] })),
  }
}
