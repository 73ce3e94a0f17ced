import { expect } from 'chai'
import { mountsIn } from '../../../../src/environments/containers/engine/mounts.ts'

describe('what stands in the file system of a container', () => {
  const mounts = [
    { Type: 'volume', Name: 'drill_data', Source: '/var/lib/1', Destination: '/data' },
    { Type: 'volume', Name: 'theirs', Source: '/var/lib/2', Destination: '/theirs' },
    { Type: 'bind', Source: '/home/us', Destination: '/us' },
    { Type: 'tmpfs', Source: '', Destination: '/tmp' },
  ]

  it('is told with whose it is; what lives with the container alone is its own', async () => {
    const projects = new Map([['drill_data', 'drill']])
    const seen = await mountsIn({ Mounts: mounts as never }, async (volume) => projects.get(volume))
    expect(seen).to.deep.equal([
      { at: '/data', what: 'the volume drill_data', project: 'drill' },
      { at: '/theirs', what: 'the volume theirs' },
      { at: '/us', what: "the folder /home/us of the engine's host" },
    ])
  })
})
