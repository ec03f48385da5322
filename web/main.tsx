import '@mantine/core/styles.css'
import './layout/layout.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { speak } from './language/language.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no root')
await speak()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
