import { expect } from 'chai'
import { existsSync } from 'node:fs'
import { ownLauncher } from '../../src/cli/launcher.ts'

describe('ownLauncher', () => {
  it('leads to the entry point of our other processes, on the Node that runs us', () => {
    const { command, args } = ownLauncher()
    expect(command).to.equal(process.execPath)
    expect(args).to.have.length(1)
    expect(args[0]).to.match(/cli\/process\.ts$/)
    expect(existsSync(args[0] ?? '')).to.equal(true)
  })
})
