package dev.towline.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line. Exit codes: 0 done or nothing to do, 1 failed or rolled back, 2 wrong usage or invalid configuration, 3 waits for a person. */
@Command(name = "towline", mixinStandardHelpOptions = true, versionProvider = Version.class, subcommands = {
        RunCommand.class,
        OnceCommand.class, PlanCommand.class, ValidateCommand.class, RenderCommand.class, StatusCommand.class,
        HistoryCommand.class, ShowCommand.class, RollbackCommand.class, RetryCommand.class, SuspendCommand.class,
        ResumeCommand.class, ApproveCommand.class, ContractCommand.class, AdoptCommand.class, DoctorCommand.class,
        TokenCommand.class, DashboardCommand.class, DemoCommand.class,
        RestoreCommand.class,
        SqliteCopyCommand.class, SqliteTellCommand.class, SqliteExchangeCommand.class,
        SqliteCheckCommand.class, SqliteAskCommand.class, LintCommand.class, JudgeCommand.class,
        MigrateFilesCommand.class,
        GitWorkCommand.class,
        CommandLine.HelpCommand.class}, description = "Keeps this host equal to what a Git config repo says.", footer = {
                "",
                "Exit codes: 0 done or nothing to do; 1 failed, rolled back or not ready; 2 wrong usage, invalid",
                "configuration or no such site; 3 blocked, waiting for a person.", "", "Example: towline status"})
public final class Towline {
    private final House house;

    public Towline(House house) {
        this.house = house;
    }

    House house() {
        return house;
    }

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine(House house) {
        CommandLine line = new CommandLine(new Towline(house));
        IExecutionExceptionHandler failures = (failure, command, parsed) -> explain(failure, command,
                house.masker()::mask);
        return line.setExecutionExceptionHandler(failures).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int explain(Exception failure, CommandLine command, UnaryOperator<String> mask) {
        String message = switch (failure) {
            case Common.Invalid invalid -> String.valueOf(invalid.getMessage());
            case UncheckedIOException io -> "towline: " + String.valueOf(io.getMessage());
            case IOException io -> "towline: " + io.getMessage();
            case House.Busy busy -> "towline: " + busy.getMessage();
            case dev.towline.host.HostException host -> "towline: " + host.getMessage();
            case dev.towline.history.HistoryException history -> "towline: " + history.getMessage();
            default -> null;
        };
        if (message == null) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            command.getErr().println(mask.apply(trace.toString().strip()));
            message = "towline: this should not happen; please report it";
        }
        command.getErr().println(mask.apply(message));
        command.getErr().flush();
        return (failure instanceof Common.Invalid ? ExitCode.INVALID : ExitCode.FAILED).code();
    }
}
