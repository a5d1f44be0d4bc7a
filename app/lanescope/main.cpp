// SPDX-License-Identifier: GPL-3.0-or-later
// lanescope: the window, and the same without a window.
#include "app/lanescope/arguments.h"
#include "app/lanescope/export_command.h"
#include "app/lanescope/list_command.h"
#include "app/lanescope/robots_command.h"
#include "app/lanescope/run_command.h"
#include "app/lanescope/standard_output.h"
#include "app/lanescope/window_command.h"
#include "core/scenario/catalogue.h"
#include "resources/translation.h"

#include <QApplication>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace lanescope::app {
namespace {

constexpr const char* kUsage = R"(lanescope - see what threads, processes, locks and queues do, while they do it

  lanescope [SCENARIO] [--set NAME=VALUE]...      the window
  lanescope list [--json]                         scenarios, knobs, ranges
  lanescope run SCENARIO [options]                one run without a window
  lanescope crawl URL... [options]                crawl these URLs without a window
  lanescope robots FILE AGENT URL...              what a robots.txt allows, and by which line
  lanescope export SESSION --view V --format F    a chart, a table or all of a saved session; --help

  --set NAME=VALUE    sets a knob before the start         --duration S   ends the run after S seconds
  --at S:NAME=VALUE   turns a knob while the run goes on   --seed N       makes choices repeatable
  --out DIR           writes charts, tables and the trace  --save FILE    saves the session
  --json              the result as one JSON object        --quiet        no progress
  --no-record         runs without the recorder            --preset NAME  sets several knobs

'lanescope run SCENARIO --help' shows the knobs of a scenario.
Exit codes: 0 done, 1 the run failed, 2 bad usage, 3 the run ended in a deadlock that it was not meant to have.
)";

int complain(const std::string& what)
{
    std::fprintf(stderr, "lanescope: %s\n", what.c_str());
    return static_cast<int>(Exit::BadUsage);
}

int run(const Result<RunOptions>& options)
{
    if (!options)
        return complain(options.error());
    if (options.value().help) {
        const auto* info = scenario::Catalogue::instance().find(options.value().request.scenario);
        return endWithOutput(info == nullptr ? QByteArray(kUsage) : scenarioHelp(*info).toLocal8Bit());
    }
    return executeRun(options.value());
}

int list(const QStringList& words)
{
    const bool json = words == QStringList{QStringLiteral("--json")};
    if (!json && !words.isEmpty())
        return complain("'lanescope list' takes --json and nothing else.");
    return endWithOutput(listScenarios(json).toLocal8Bit());
}

int dispatch(const QStringList& arguments)
{
    const QString verb = arguments.value(1);
    const QStringList words = arguments.mid(2);
    if (verb == QStringLiteral("list"))
        return list(words);
    if (verb == QStringLiteral("run"))
        return run(parseRun(words));
    if (verb == QStringLiteral("crawl"))
        return run(parseCrawl(words));
    if (verb == QStringLiteral("export"))
        return exportCommand(words);
    if (verb == QStringLiteral("robots"))
        return robotsCommand(words);
    if (verb == QStringLiteral("--help") || verb == QStringLiteral("-h"))
        return endWithOutput(kUsage);
    if (verb == QStringLiteral("--version"))
        return endWithOutput("lanescope " + QCoreApplication::applicationVersion().toUtf8() + '\n');
    return windowCommand(arguments.mid(1));
}

enum class Needs { NoGui, Painting, Display };

// Charts are painted without a window, but Qt wants a platform to paint on; plain runs want neither.
Needs needsOf(int argc, char* argv[])
{
    static constexpr const char* kPlainVerbs[] = {"list", "run", "crawl", "robots", "--help", "-h", "--version"};
    const std::string_view verb = argc > 1 ? argv[1] : "";
    if (verb == "export")
        return Needs::Painting;
    if (std::find(std::begin(kPlainVerbs), std::end(kPlainVerbs), verb) == std::end(kPlainVerbs))
        return Needs::Display;
    const bool writesCharts = std::any_of(argv + 1, argv + argc,
                                          [](const char* word) { return std::string_view(word).starts_with("--out"); });
    return writesCharts ? Needs::Painting : Needs::NoGui;
}

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

// Qt tells of a missing XDG_RUNTIME_DIR at each start; nothing here needs one, and a script that reads
// standard error would take it for ours.
void showMessage(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (!message.startsWith(QStringLiteral("QStandardPaths: XDG_RUNTIME_DIR not set")))
        std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, context, message)));
    if (type == QtFatalMsg)
        std::abort();
}

std::unique_ptr<QCoreApplication> makeApplication(Needs needs, int& argc, char* argv[])
{
    if (needs == Needs::NoGui)
        return std::make_unique<QCoreApplication>(argc, argv);
    if (needs == Needs::Painting)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    return std::make_unique<QApplication>(argc, argv);
}

} // namespace
} // namespace lanescope::app

int main(int argc, char* argv[])
{
    using namespace lanescope::app;
    const Needs needs = needsOf(argc, argv);
    if (needs == Needs::Display && !hasDisplay())
        return complain("there is no display for the window. 'lanescope run SCENARIO' works without one; "
                        "'lanescope list' shows the scenarios.");
    qInstallMessageHandler(showMessage);
    const std::unique_ptr<QCoreApplication> application = makeApplication(needs, argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lanescope"));
    QCoreApplication::setOrganizationName(QStringLiteral("Lanescope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LANESCOPE_VERSION));
    lanescope::resources::installTranslation(*application);
    return dispatch(QCoreApplication::arguments());
}
