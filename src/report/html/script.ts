/**
 * Lets the slider below a timeline read its figures off. Without scripts the slider stays hidden, and the tables say
 * everything. It changes attributes and text only.
 */
export const TIMELINE_SCRIPT = `
for (const figure of document.querySelectorAll('.timeline')) {
  const streams = JSON.parse(figure.dataset.streams)
  const [from, bucket] = [Number(figure.dataset.from), Number(figure.dataset.bucket)]
  const input = figure.querySelector('input')
  const output = figure.querySelector('output')
  const cursors = figure.querySelectorAll('.cursor')
  const buckets = Number(input.max) + 1
  const ms = (value) => value === null || value === undefined ? 'no answer' : value + ' ms'
  const show = () => {
    const index = Number(input.value)
    const start = from + index * bucket
    const end = start + bucket
    const second = (at) => (at > 0 ? '+' : at < 0 ? '−' : '') + (Math.abs(at) / 1000).toFixed(bucket < 1000 ? 1 : 0)
    const lines = streams.map(({ stream, total, bad, p50, max }) =>
      stream + ': ' + (total[index] - bad[index]) + ' of ' + total[index] + ' served' +
      (p50.length ? ', median ' + ms(p50[index]) + ', slowest ' + ms(max[index]) : ''))
    const when = second(start) + ' to ' + second(end) + ' s after ' + figure.dataset.zero
    input.setAttribute('aria-valuetext', when)
    output.textContent = when + '. ' + lines.join('; ') + '.'
    for (const cursor of cursors) {
      const x = ((index + 0.5) / buckets * 100) + '%'
      cursor.setAttribute('x1', x)
      cursor.setAttribute('x2', x)
    }
    figure.classList.add('reading')
  }
  input.addEventListener('input', show)
  input.addEventListener('focus', show)
  for (const svg of figure.querySelectorAll('.rows > svg')) {
    svg.addEventListener('pointermove', (event) => {
      const box = svg.getBoundingClientRect()
      const share = (event.clientX - box.left) / box.width
      input.value = Math.min(buckets - 1, Math.max(0, Math.floor(share * buckets)))
      show()
    })
  }
  figure.querySelector('.reader').hidden = false
  input.value = Math.min(buckets - 1, Math.max(0, Math.floor(-from / bucket)))
  output.textContent = 'Move the slider, or point at a row: its figures at that instant.'
}
`
