import { JiraError } from './jira-error.ts'

export interface JqlToken {
  readonly kind: 'word' | 'quoted' | 'operator' | 'open' | 'close' | 'comma'
  readonly text: string
}

const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(>=|<=|!=|=|>|<|~)|(\()|(\))|(,)|([^\s()=<>!,"'~]+))/y

export function readTokens(jql: string): JqlToken[] {
  const tokens: JqlToken[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < jql.trimEnd().length) {
    const at = pattern.lastIndex
    const match = pattern.exec(jql)
    if (!match) {
      const where = `(line 1, character ${at + 1})`
      throw new JiraError(400, [`Error in the JQL Query: The character '${jql.charAt(at)}' is reserved. ${where}`])
    }
    const [, double, single, operator, open, close, comma, word] = match
    const quoted = double ?? single
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll(/\\(.)/g, '$1') })
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator })
    else if (open !== undefined) tokens.push({ kind: 'open', text: open })
    else if (close !== undefined) tokens.push({ kind: 'close', text: close })
    else if (comma !== undefined) tokens.push({ kind: 'comma', text: comma })
    else tokens.push({ kind: 'word', text: word ?? '' })
  }
  return tokens
}
