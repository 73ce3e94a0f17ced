/** More pages than any account has: whoever tells of more goes round in circles. */
const MOST_PAGES = 300

/** AWS has told of a next page again and again: what is there is not known, and nothing may be concluded from a part of it. */
export class EndlessPagesError extends Error {
  override readonly name = 'EndlessPagesError'

  constructor(most: number) {
    super(`there is no end to the pages of an answer: ${most} were read`)
  }
}

/** Every page of an answer. @throws EndlessPagesError */
export async function* everyPage<Page>(pages: AsyncIterable<Page>, most = MOST_PAGES): AsyncGenerator<Page> {
  let count = 0
  for await (const page of pages) {
    if ((count += 1) > most) throw new EndlessPagesError(most)
    yield page
  }
}
