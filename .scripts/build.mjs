// `npm run build`: compiles the framework to ESM with types in `dist`, which package.json exports.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
const { status } = spawnSync('tsc', ['-p', '.scripts/tsconfig.build.json'], { stdio: 'inherit' })
if (status !== 0) process.exit(1)

// tsc rewrites the suffixes of imports in modules. In declarations it leaves `.ts`, which older
// compilers refuse.
for (const file of globSync('dist/**/*.d.ts')) {
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replaceAll(/((?:from |import\()['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g, '$1.js'),
  )
}
