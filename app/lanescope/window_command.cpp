// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/window_command.h"

#include "app/lanescope/arguments.h"
#include "app/lanescope/unix_signals.h"
#include "core/scenario/catalogue.h"
#include "core/session/safe_file.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QBuffer>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QTimer>

#include <cstdio>

namespace lanescope::app {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("WindowCommand", text);
}

struct WindowOptions {
    std::optional<control::RunRequest> first;
    std::optional<theme::ThemeMode> theme;
    QSize size;
    QString screenshot;
    double afterS = 3;
};

void addOptions(QCommandLineParser& parser)
{
    const auto add = [&parser](const QString& name, const QString& help, const QString& value) {
        parser.addOption(QCommandLineOption(name, help, value));
    };
    add(QStringLiteral("set"), tr("Sets a knob before the start."), QStringLiteral("NAME=VALUE"));
    add(QStringLiteral("theme"), tr("dark, light or system."), QStringLiteral("THEME"));
    add(QStringLiteral("size"), tr("The window's size."), QStringLiteral("WxH"));
    add(QStringLiteral("screenshot"), tr("Writes a picture of the window and ends."), QStringLiteral("FILE"));
    add(QStringLiteral("after"), tr("When the picture is taken."), QStringLiteral("S"));
}

QString applyTheme(const QString& word, WindowOptions& options)
{
    static const QHash<QString, theme::ThemeMode> modes{{QStringLiteral("dark"), theme::ThemeMode::Dark},
                                                        {QStringLiteral("light"), theme::ThemeMode::Light},
                                                        {QStringLiteral("system"), theme::ThemeMode::System}};
    if (!modes.contains(word))
        return tr("--theme takes dark, light or system, not '%1'.").arg(word);
    options.theme = modes.value(word);
    return {};
}

QString applySize(const QString& word, WindowOptions& options)
{
    const QStringList parts = word.split(QLatin1Char('x'));
    options.size = {parts.value(0).toInt(), parts.value(1).toInt()};
    const bool sane = parts.size() == 2 && options.size.width() >= 400 && options.size.height() >= 300 &&
                      options.size.width() <= 8000 && options.size.height() <= 8000;
    return sane ? QString() : tr("--size takes WIDTHxHEIGHT from 400x300 to 8000x8000, not '%1'.").arg(word);
}

Result<WindowOptions> parse(const QStringList& words)
{
    const auto wrong = [](const QString& what) { return Error{what.toStdString()}; };
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(QStringList{QStringLiteral("lanescope")} + words))
        return wrong(parser.errorText() + tr(" 'lanescope --help' shows the options."));
    WindowOptions options;
    QString complaint;
    if (parser.isSet(QStringLiteral("theme")))
        complaint = applyTheme(parser.value(QStringLiteral("theme")), options);
    if (complaint.isEmpty() && parser.isSet(QStringLiteral("size")))
        complaint = applySize(parser.value(QStringLiteral("size")), options);
    if (complaint.isEmpty() && parser.isSet(QStringLiteral("after"))) {
        bool isNumber = false;
        options.afterS = parser.value(QStringLiteral("after")).toDouble(&isNumber);
        if (!isNumber || options.afterS < 0 || options.afterS > 3600)
            complaint = tr("--after takes seconds from 0 to 3600.");
    }
    options.screenshot = parser.value(QStringLiteral("screenshot"));
    const QStringList names = parser.positionalArguments();
    if (!complaint.isEmpty())
        return wrong(complaint);
    if (names.isEmpty() && !parser.isSet(QStringLiteral("set")))
        return options;
    const scenario::ScenarioInfo* info = scenario::Catalogue::instance().find(names.value(0));
    if (info == nullptr)
        return wrong(scenario::Catalogue::instance().unknown(names.value(0)));
    options.first = standardRequest(*info);
    for (const QString& setting : parser.values(QStringLiteral("set"))) {
        if (complaint = applySetting(*info, setting, *options.first); !complaint.isEmpty())
            return wrong(complaint);
    }
    return options;
}

// In the format that its name ends with, PNG where it names none.
Status savePicture(const QImage& picture, const QString& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const QByteArray format = QFileInfo(file).suffix().toLatin1();
    if (!picture.save(&buffer, format.isEmpty() ? "png" : format.constData()))
        return Error{"There is no picture format '" + format.toStdString() + "'. Name a file that ends with .png."};
    return session::writeFile(file, bytes);
}

void takePictureLater(window::MainWindow& window, const WindowOptions& options)
{
    QTimer::singleShot(static_cast<int>(options.afterS * 1000), &window, [&window, file = options.screenshot] {
        const Status written = savePicture(window.grabSelf(), file);
        if (!written)
            std::fprintf(stderr, "lanescope: %s\n", written.error().c_str());
        QCoreApplication::exit(static_cast<int>(written ? Exit::Done : Exit::RunFailed));
    });
}

} // namespace

int windowCommand(const QStringList& words)
{
    const Result<WindowOptions> parsed = parse(words);
    if (!parsed) {
        std::fprintf(stderr, "lanescope: %s\n", parsed.error().c_str());
        return static_cast<int>(Exit::BadUsage);
    }
    const WindowOptions& options = parsed.value();
    window::Settings settings;
    control::RunController controller;
    theme::applyTheme(*qApp, options.theme.value_or(settings.theme()));
    window::MainWindow window(controller, scenario::Catalogue::instance().all(), settings);
    if (options.size.isValid())
        window.resize(options.size);
    onInterrupt(&window, [&window](int) { window.close(); });
    window.show();
    if (options.first)
        window.startScenario(options.first->scenario, options.first->values);
    else
        window.startFirst();
    if (!options.first && options.screenshot.isEmpty())
        window.offerTour();
    if (!options.screenshot.isEmpty())
        takePictureLater(window, options);
    return QApplication::exec();
}

} // namespace lanescope::app
