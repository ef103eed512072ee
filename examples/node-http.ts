// Shows: Larkspur as a library behind Node's own http server.
import { createLarkspur } from 'larkspur'
import { serve } from 'larkspur/node'

const larkspur = await createLarkspur({
  url: 'https://app.example.com',
  feishu: { appId: process.env.APP_ID ?? '', appSecret: process.env.APP_SECRET ?? '' },
  database: 'sqlite:./data/larkspur.db',
  sessionSecret: process.env.SESSION_SECRET ?? '',
})

await serve(larkspur, { port: 3000 })
