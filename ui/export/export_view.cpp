// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_view.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace lanescope::exporting {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(lanescope::exporting::ExportView)
};

struct Named {
    const char* name;
    const char* title;
};

// In the order of ExportView.
constexpr std::array<Named, 16> kViews{{
    {"timeline", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Timeline")},
    {"utilisation", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Utilisation over time")},
    {"throughput", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Throughput over time")},
    {"queue-depth", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Queue depth over time")},
    {"lock-wait", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Lock wait over time")},
    {"lock-times", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Wait and hold times of locks")},
    {"latency", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Latency")},
    {"wait-reasons", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Where the waiting of a crawl went")},
    {"locks", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Table of locks")},
    {"queues", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Table of queues")},
    {"threads", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Table of threads")},
    {"processes", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Table of processes")},
    {"requests", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Table of requests")},
    {"waits", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Table of all waits")},
    {"marks", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Knob changes and log")},
    {"run", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Whole run")},
}};

// In the order of ExportFormat.
constexpr std::array<Named, 8> kFormats{{
    {"png", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "PNG picture")},
    {"svg", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "SVG drawing")},
    {"pdf", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "PDF page")},
    {"csv", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "CSV table")},
    {"json", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "JSON table")},
    {"chrome", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Chrome trace (JSON)")},
    {"perfetto", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Perfetto trace")},
    {"session", QT_TRANSLATE_NOOP("lanescope::exporting::ExportView", "Lanescope session")},
}};

QString quotedList(const QStringList& names)
{
    return names.join(QStringLiteral(", "));
}

bool hasPicture(ExportView view)
{
    return view != ExportView::Processes && view != ExportView::Marks && view != ExportView::Run;
}

} // namespace

QString viewName(ExportView view)
{
    return QLatin1String(kViews[static_cast<std::size_t>(view)].name);
}

QString formatName(ExportFormat format)
{
    return QLatin1String(kFormats[static_cast<std::size_t>(format)].name);
}

QString viewTitle(ExportView view)
{
    return Texts::tr(kViews[static_cast<std::size_t>(view)].title);
}

QString formatTitle(ExportFormat format)
{
    return Texts::tr(kFormats[static_cast<std::size_t>(format)].title);
}

QString formatSuffix(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Chrome:
        return QStringLiteral("json");
    case ExportFormat::Perfetto:
        return QStringLiteral("pftrace");
    case ExportFormat::Session:
        return QStringLiteral("lanescope");
    default:
        return formatName(format);
    }
}

const std::vector<ExportView>& allViews()
{
    static const std::vector<ExportView> views = [] {
        std::vector<ExportView> all;
        for (std::size_t i = 0; i < kViews.size(); ++i)
            all.push_back(static_cast<ExportView>(i));
        return all;
    }();
    return views;
}

bool isPicture(ExportFormat format)
{
    return format == ExportFormat::Png || format == ExportFormat::Svg || format == ExportFormat::Pdf;
}

std::vector<ExportFormat> formatsOf(ExportView view)
{
    if (view == ExportView::Run)
        return {ExportFormat::Session, ExportFormat::Chrome, ExportFormat::Perfetto};
    std::vector<ExportFormat> formats;
    const bool tableFirst = view >= ExportView::Locks;
    if (tableFirst)
        formats = {ExportFormat::Csv, ExportFormat::Json};
    if (hasPicture(view))
        formats.insert(formats.end(), {ExportFormat::Png, ExportFormat::Svg, ExportFormat::Pdf});
    if (!tableFirst)
        formats.insert(formats.end(), {ExportFormat::Csv, ExportFormat::Json});
    if (view == ExportView::Timeline)
        formats.insert(formats.end(), {ExportFormat::Chrome, ExportFormat::Perfetto});
    return formats;
}

Result<ExportView> parseView(const QString& name)
{
    QStringList names;
    for (const ExportView view : allViews()) {
        names << viewName(view);
        if (names.last() == name.trimmed().toLower())
            return view;
    }
    return Error{Texts::tr("There is no view “%1”. Choose one of: %2.").arg(name, quotedList(names)).toStdString()};
}

Result<ExportFormat> parseFormat(const QString& name, ExportView view)
{
    QStringList names;
    for (const ExportFormat format : formatsOf(view)) {
        names << formatName(format);
        if (names.last() == name.trimmed().toLower())
            return format;
    }
    return Error{Texts::tr("The view “%1” cannot be had as “%2”. Choose one of: %3.")
                     .arg(viewName(view), name, quotedList(names))
                     .toStdString()};
}

} // namespace lanescope::exporting
