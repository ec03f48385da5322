import { Command } from 'commander'

export const demoCommand = (): Command =>
  new Command('demo')
    .description('Start a server with a sample company, whose identity provider goes on changing it. Nothing is kept.')
    .option('--port <number>', 'which port to listen on; 0 takes any free one', '8080')
    .option('--still', 'no changes once the company is in')
    .option('--json', 'print one line of JSON when ready, and nothing else')
    .action(async ({ port, still = false, json = false }: { port: string; still?: boolean; json?: boolean }) => {
      // Loaded here, since the other commands need no server.
      const { runDemo } = await import('../../demo/run-demo.ts')
      await runDemo({ port, still, json })
    })
