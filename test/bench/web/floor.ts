import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least that a page has to do: as much script and as much data as the dashboard's first page, and a plain table. */
export interface FloorSize {
  readonly scriptBytes: number
  /** The answer that the first page shows. */
  readonly answer: string
  readonly rows: number
  readonly longRows: number
}

const CELLS = 8

/** A page and two tables: `/` draws `rows` when the data is there; `/long` stands with `longRows` from the start. */
export async function startFloor({ scriptBytes, answer, rows, longRows }: FloorSize) {
  const script = `const answer = await (await fetch('/answer.json')).json()
const body = document.querySelector('tbody')
for (let row = 0; row < ${rows}; row += 1) {
  const line = body.insertRow()
  for (let cell = 0; cell < ${CELLS}; cell += 1) line.insertCell().textContent = row + ' ' + cell + ' ' + Object.keys(answer)[0]
}
//`
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', page('<script type="module" src="/script.js"></script>', '')],
    '/script.js': ['text/javascript', script.padEnd(scriptBytes, '0123456789')],
    '/answer.json': ['application/json', answer],
    '/long': ['text/html', page('', `<tr>${'<td>what stands in a cell</td>'.repeat(CELLS)}</tr>`.repeat(longRows))],
  }
  const server = createServer(({ url }, response) => {
    const [type, text] = files[url ?? ''] ?? ['text/plain', '']
    response.writeHead(200, { 'content-type': type }).end(text)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const page = (head: string, rows: string): string =>
  `<!doctype html><title>Floor</title>${head}<button aria-expanded="true" onclick="this.setAttribute('aria-expanded', 'false')">Close</button>
<section style="height: 600px; overflow: auto"><table><tbody>${rows}</tbody></table></section>`
