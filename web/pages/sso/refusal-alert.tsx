import { toProblem } from '../../api/problem.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useProblemWords } from './problem-words.ts'

/** What was refused, in the language that is shown where there are words for it. */
export function RefusalAlert({ problem }: { problem: unknown }) {
  const told = useToldProblem()
  return problem === null || problem === undefined ? null : <ProblemAlert problem={told(problem)} />
}

/** A problem whose detail is told in the language that is shown; as it is where there is none. */
export function useToldProblem(): (problem: unknown) => unknown {
  const wordsOf = useProblemWords()
  return (error) => {
    if (error === null || error === undefined) return error
    const problem = toProblem(error)
    return { ...problem, detail: wordsOf(problem) }
  }
}
