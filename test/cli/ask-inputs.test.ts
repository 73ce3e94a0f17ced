import { expect } from 'chai'
import { askInputs, type InputPrompts, notEmpty } from '../../src/cli/ask-inputs.ts'
import { CommandError } from '../../src/cli/exits.ts'
import type { Input } from '../../src/runbook/runbook.ts'

const PLACE = { line: 1, column: 1 }
const URL: Input = { name: 'URL', example: 'https://a', howToFind: 'on the wall', secret: false, ...PLACE }
const TOKEN: Input = { name: 'TOKEN', example: 'secret', howToFind: 'in the vault', secret: true, ...PLACE }
/** What a cancelled prompt returns, as far as anybody may know. */
const CANCELLED = Symbol('cancelled')

function answering(answers: readonly unknown[]): { prompts: InputPrompts; asked: string[] } {
  const asked: string[] = []
  const left = [...answers]
  const by = (kind: string) => async (options: { message: string; placeholder?: string }) => {
    asked.push([kind, options.message, options.placeholder].filter((part) => part !== undefined).join(' | '))
    return left.shift()
  }
  return { prompts: { text: by('text'), password: by('password') }, asked }
}

describe('askInputs', () => {
  it('asks for each with how to find it, and types no secret on the screen', async () => {
    const { prompts, asked } = answering([' https://b ', 't0p'])
    expect(await askInputs([URL, TOKEN], prompts)).to.deep.equal({ URL: 'https://b', TOKEN: 't0p' })
    expect(asked).to.deep.equal(['text | URL (on the wall) | for example https://a', 'password | TOKEN (in the vault)'])
  })

  it('stops at the first that is refused, and says that nothing was started', async () => {
    const { prompts, asked } = answering([CANCELLED])
    const refusal = await askInputs([URL, TOKEN], prompts).catch((error: unknown) => error)
    expect(refusal).to.be.instanceOf(CommandError)
    expect((refusal as CommandError).message).to.equal('no value for URL: nothing was started')
    expect(asked).to.have.length(1)
  })

  it('asks nothing where nothing is missing', async () => {
    expect(await askInputs([], answering([]).prompts)).to.deep.equal({})
  })

  it('takes no empty value', () => {
    expect([undefined, '', '  '].map(notEmpty)).to.not.include(undefined)
    expect(notEmpty('x')).to.equal(undefined)
  })
})
