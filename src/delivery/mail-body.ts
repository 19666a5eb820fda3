import type { AlertMessage, Notice } from './channel.ts'
import { linkOf, listDrivers, listFacts, nameStanding } from './facts.ts'
import { writeSentence } from './sentence.ts'

/** For readers without HTML, and for those who search their mail. */
export function writeText({ title, entries }: Notice): string {
  const parts = entries.map(entry =>
    [
      nameStanding(entry),
      writeSentence(entry),
      listFacts(entry)
        .map(({ label, value }) => `${label}: ${value}`)
        .join('\n'),
      ...(linkOf(entry) === null ? [] : [entry.url]),
      ...listDrivers(entry).map(({ label, url }) => `- ${label}${url === null ? '' : `: ${url}`}`),
    ].join('\n'),
  )
  return `${[...(entries.length === 1 ? [] : [title]), ...parts].join('\n\n')}\n`
}

/** Tables and inline styles: that is what mail programs show alike. No pictures, nothing is loaded. */
export function writeHtml({ title, entries }: Notice): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escapeHtml(title)}</title></head>`,
    '<body style="margin:0;padding:16px;font-family:Segoe UI,Helvetica,Arial,sans-serif;font-size:15px;color:#1b1f24">',
    entries.length === 1 ? '' : `<h1 style="font-size:18px;margin:0 0 16px">${escapeHtml(title)}</h1>`,
    ...entries.map(writeEntry),
    '</body></html>',
  ].join('\n')
}

function writeEntry(entry: AlertMessage): string {
  const rows = listFacts(entry).map(
    ({ label, value }) =>
      `<tr><td style="padding:2px 12px 2px 0;color:#57606a">${escapeHtml(label)}</td><td style="padding:2px 0">${escapeHtml(value)}</td></tr>`,
  )
  const found = linkOf(entry)
  const link =
    found === null
      ? ''
      : `<p style="margin:8px 0 0"><a href="${escapeHtml(found.url)}">${escapeHtml(found.label)}</a></p>`
  return [
    `<div style="border-left:4px solid ${COLOURS[entry.change === 'resolved' ? 'resolved' : entry.severity]};padding:0 0 0 12px;margin:0 0 20px">`,
    `<p style="margin:0;font-weight:600">${escapeHtml(nameStanding(entry))}</p>`,
    `<p style="margin:4px 0 8px">${escapeHtml(writeSentence(entry))}</p>`,
    `<table role="presentation" style="border-collapse:collapse;font-size:13px">${rows.join('')}</table>`,
    `${link}${writeDrivers(entry)}</div>`,
  ].join('\n')
}

function writeDrivers(entry: AlertMessage): string {
  const drivers = listDrivers(entry).map(({ label, url }) => {
    const name = escapeHtml(label)
    return `<li>${url === null ? name : `<a href="${escapeHtml(url)}">${name}</a>`}</li>`
  })
  if (drivers.length === 0) return ''
  return `<p style="margin:8px 0 0">Behind it:</p><ul style="margin:4px 0 0;padding-left:20px">${drivers.join('')}</ul>`
}

/** The word beside it says the same. */
const COLOURS = { low: '#9a6700', medium: '#bc4c00', high: '#cf222e', resolved: '#1a7f37' } as const

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
