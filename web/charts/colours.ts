const NAMES = {
  text: '--text',
  quiet: '--text-quiet',
  line: '--line',
  surface: '--surface',
  accent: '--accent',
  accentSoft: '--accent-soft',
  green: '--health-green',
  amber: '--health-amber',
  red: '--health-red',
  jira: '--jira',
  azureDevOps: '--azure-devops',
} as const

export type ChartColours = Readonly<Record<keyof typeof NAMES, string>> & { readonly isDark: boolean }

/** The colours of the page as it looks now: charts are drawn on a canvas, which knows no variables. */
export function readColours(scheme: 'light' | 'dark'): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const entries = Object.entries(NAMES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()])
  return { ...(Object.fromEntries(entries) as Record<keyof typeof NAMES, string>), isDark: scheme === 'dark' }
}
