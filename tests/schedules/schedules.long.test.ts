import { testSchedules } from "./schedules";

testSchedules({ everyScheduleMax: 3_000, randomSchedules: 750 });
