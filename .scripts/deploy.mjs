// `npm run deploy`: finds or creates the database, migrates it, then deploys the Worker, so that
// no version of the Worker ever meets a database without its table.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const options = process.argv.slice(2)
const [, database] = readFileSync('wrangler.toml', 'utf8').match(/^database_name = "(.+)"$/m)

const databases = JSON.parse(
  execFileSync('wrangler', ['d1', 'list', '--json'], { encoding: 'utf8' }),
)
if (!databases.some(({ name }) => name === database)) wrangler('d1', 'create', database)
wrangler('d1', 'migrations', 'apply', 'DB', '--remote')
wrangler('deploy', '--minify', ...options)

function wrangler(...command) {
  const { status } = spawnSync('wrangler', command, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
