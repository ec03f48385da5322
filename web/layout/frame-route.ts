import { createRootRoute } from '@tanstack/react-router'
import { Frame } from './frame.tsx'
import { FrameProblem } from './frame-problem.tsx'
import { NothingHere } from './nothing-here.tsx'

/** What all pages stand in. */
export const frameRoute = createRootRoute({ component: Frame, errorComponent: FrameProblem, notFoundComponent: NothingHere })
