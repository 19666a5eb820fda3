/** Which of the two products a stand-in is. */
export type JiraProduct = 'cloud' | 'data-center'
