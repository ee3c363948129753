// The seat tracker as the app server sees it: one application, and the tasks that run beside it.
export { createApplication } from "./application.ts";
export { createTasks } from "./tasks.ts";
