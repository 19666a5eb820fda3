/** The feed names a link by its type without direction and both ends, the acting one first. */
export const identifyLink = (rel: string, sourceId: string | number, targetId: string | number): string =>
  `${rel}:${sourceId}:${targetId}`
