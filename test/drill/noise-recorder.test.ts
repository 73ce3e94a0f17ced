import { expect } from 'chai'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { NoiseRecorder, readNoise } from '../../src/drill/noise-recorder.ts'
import { takeOrigin } from '../../src/system/clock.ts'

describe('NoiseRecorder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-noise-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('leaves a sample also of a drill that was shorter than a second, and both clocks in it', async () => {
    const file = join(folder, 'noise.ndjson')
    const origin = takeOrigin()
    const recorder = new NoiseRecorder(file, origin)
    await sleep(30)
    recorder.stop()
    recorder.stop()
    const samples = readNoise(file)
    expect(samples).to.have.lengthOf(1)
    const [{ atNs, wallMs, cpuPressure, loadPerCpu } = { atNs: 0, wallMs: 0, cpuPressure: 0, loadPerCpu: -1 }] = samples
    expect(Math.abs(wallMs - origin.wallMs - atNs / 1e6)).to.be.below(1_000)
    expect(cpuPressure === null || (cpuPressure >= 0 && cpuPressure <= 1)).to.equal(true)
    expect(loadPerCpu).to.be.at.least(0)
  })

  it('is silent where it cannot write', () => {
    const recorder = new NoiseRecorder(join(folder, 'no', 'such', 'folder'), takeOrigin())
    recorder.stop()
  })

  it('reads what was torn, and what is not there', () => {
    const file = join(folder, 'noise.ndjson')
    expect(readNoise(file)).to.deep.equal([])
    const recorder = new NoiseRecorder(file, takeOrigin())
    recorder.stop()
    appendFileSync(file, '{"atNs":12')
    expect(readNoise(file)).to.have.lengthOf(1)
    expect(readFileSync(file, 'utf8')).to.include('"atNs":12')
  })
})
