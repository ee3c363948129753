// The seat tracker as the app server sees it: one application, and the tasks that run beside it.
import type { Application, ApplicationContext, Task } from "@seatstack/appserver/application";

// Each process loads only its half: mail in a web worker, or pages in a task worker, would only cost start time.

export async function createApplication(context: ApplicationContext): Promise<Application> {
  return (await import("./application.ts")).createApplication(context);
}

export async function createTasks(context: ApplicationContext): Promise<readonly Task[]> {
  return (await import("./tasks.ts")).createTasks(context);
}
