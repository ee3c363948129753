// Runs a TypeScript script of this checkout on the pinned Node: node scripts/task.mjs FILE [ARGS]
import { install, root, runNode } from "./bootstrap.mjs";

install();
runNode(["--no-warnings", ...process.argv.slice(2)], { cwd: root });
