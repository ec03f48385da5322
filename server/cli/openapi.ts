import { Command } from 'commander'

export const openApiCommand = (): Command =>
  new Command('openapi').description('Print the OpenAPI document of the API.').action(async () => {
    // Loaded here, since the other commands need no routes.
    const { renderOpenApi } = await import('./describe-api.ts')
    process.stdout.write(await renderOpenApi())
  })
