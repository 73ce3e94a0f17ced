import { expect } from 'chai'
import { checksumOf, releaseAsset } from '../../src/load/download.ts'

describe('releaseAsset', () => {
  it('names the archive of a platform and the binary in it', () => {
    expect(releaseAsset('linux', 'x64')).to.deep.equal({
      archive: 'k6-v2.2.0-linux-amd64.tar.gz',
      binary: 'k6-v2.2.0-linux-amd64/k6',
    })
    expect(releaseAsset('darwin', 'arm64')?.archive).to.equal('k6-v2.2.0-macos-arm64.zip')
  })

  it('knows where the project publishes nothing', () => {
    expect(releaseAsset('linux', 'riscv64')).to.equal(undefined)
    expect(releaseAsset('freebsd', 'x64')).to.equal(undefined)
  })
})

describe('checksumOf', () => {
  const list = 'AB12  k6-v2.2.0-linux-amd64.tar.gz\ncd34 *k6-v2.2.0-linux-amd64.tar.gz.sig\n'

  it('finds a file by its whole name', () => {
    expect(checksumOf(list, 'k6-v2.2.0-linux-amd64.tar.gz')).to.equal('ab12')
    expect(checksumOf(list, 'k6-v2.2.0-linux-amd64.tar.gz.sig')).to.equal('cd34')
  })

  it('finds nothing for a file that is not listed', () => {
    expect(checksumOf(list, 'k6-v2.2.0-linux-amd64')).to.equal(undefined)
  })
})
