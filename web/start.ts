import { askEarly } from './api/early.ts'

// What the page shows is asked for while the page itself is on its way. What fails is told by the page, which asks again.
askEarly(location).catch(() => {})
void import('./main.tsx')
