import { KillPoints } from './kill-points.ts'
import { Arena } from './simulated-drill.ts'

// A simulated drill that kills itself at a point: `node killed-child.ts <folder> <number of the point>`.
const [folder = '', killAt = ''] = process.argv.slice(2)
await new Arena(folder).drill(new KillPoints(Number(killAt), () => process.kill(process.pid, 'SIGKILL')))
