import { expect } from 'chai'
import { boundedIn } from '../../../../src/environments/containers/engine/bounded-volumes.ts'

describe('volumes that are bounded in size', () => {
  it('say so among the options of a tmpfs or a volume, or as a number', () => {
    const found = boundedIn(
      [
        ['/a', 'rw,size=64m,uid=1'],
        ['/b', 'size=4096'],
        ['/c', 'SIZE=1G'],
      ],
      [{ Type: 'tmpfs', Target: '/d', TmpfsOptions: { SizeBytes: 10 } }],
    )
    expect(found).to.deep.equal([
      { path: '/a', bytes: 67_108_864 },
      { path: '/b', bytes: 4_096 },
      { path: '/c', bytes: 1_073_741_824 },
      { path: '/d', bytes: 10 },
    ])
  })

  it('are none where no size is stated, or as a share of the memory', () => {
    const options = ['', 'size=50%', 'maxsize=64m', 'mode=1777'].map((text, index) => [`/${index}`, text] as const)
    expect(
      boundedIn(options, [
        { Type: 'bind', Target: '/e' },
        { Type: 'tmpfs', Target: '/f' },
      ]),
    ).to.deep.equal([])
  })
})
