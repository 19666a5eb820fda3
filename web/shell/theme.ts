import { createTheme } from '@mantine/core'

/** No fonts from elsewhere: the reader's own, so that nothing has to be loaded and nothing jumps. */
export const theme = createTheme({
  primaryColor: 'indigo',
  // White text stands on both with a contrast above 4.5.
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650' },
  // The lock would write a style of its own into the page, which the content security policy refuses.
  components: { Modal: { defaultProps: { lockScroll: false } } },
})
