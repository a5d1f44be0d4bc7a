// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QEvent>
#include <QPalette>
#include <QPointer>
#include <QStyle>
#include <QStyleFactory>

namespace lanescope::theme {
namespace {

// Follows the desktop for ThemeMode::System. Lives as long as the application.
class DesktopWatcher : public QObject {
public:
    explicit DesktopWatcher(QApplication& application)
        : QObject(&application)
        , m_application(application)
    {
        application.installEventFilter(this);
    }
    ThemeMode mode = ThemeMode::System;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        // Sent to each window; one call through the event loop answers them all.
        if (event->type() == QEvent::ThemeChange && mode == ThemeMode::System && !m_pending) {
            m_pending = true;
            QMetaObject::invokeMethod(
                this,
                [this] {
                    applyTheme(m_application, ThemeMode::System);
                    m_pending = false;
                },
                Qt::QueuedConnection);
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QApplication& m_application;
    bool m_pending = false;
};

DesktopWatcher& watcherOf(QApplication& application)
{
    static QPointer<DesktopWatcher> watcher;
    if (!watcher)
        watcher = new DesktopWatcher(application);
    return *watcher;
}

const Colours& desktopColours()
{
    QApplication::setPalette(QPalette()); // a default palette gives way to the desktop's own
    return coloursOf(QApplication::palette());
}

} // namespace

QPalette paletteFor(const Colours& colours)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colours.panel);
    palette.setColor(QPalette::WindowText, colours.text);
    palette.setColor(QPalette::Base, colours.isDark ? colours.row : colours.panel);
    palette.setColor(QPalette::AlternateBase, colours.raised);
    palette.setColor(QPalette::Text, colours.text);
    palette.setColor(QPalette::PlaceholderText, colours.textFaint);
    palette.setColor(QPalette::Button, colours.raised);
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::BrightText, colours.alarm);
    palette.setColor(QPalette::ToolTipBase, colours.raised);
    palette.setColor(QPalette::ToolTipText, colours.text);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.accentText);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::LinkVisited, colours.accent);
    palette.setColor(QPalette::Light, mixed(colours.raised, QColor(Qt::white), 0.1));
    palette.setColor(QPalette::Midlight, mixed(colours.raised, QColor(Qt::white), 0.05));
    palette.setColor(QPalette::Mid, colours.border);
    palette.setColor(QPalette::Dark, mixed(colours.border, QColor(Qt::black), 0.15));
    palette.setColor(QPalette::Shadow, QColor(Qt::black));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(QPalette::Disabled, role, colours.textFaint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colours.groove);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, colours.textFaint);
    return palette;
}

void applyTheme(QApplication& application, ThemeMode mode)
{
    watcherOf(application).mode = mode;
    if (QApplication::style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0)
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const Colours& colours = mode == ThemeMode::Dark    ? darkColours()
                             : mode == ThemeMode::Light ? lightColours()
                                                        : desktopColours();
    QApplication::setPalette(paletteFor(colours));
    application.setStyleSheet(styleSheet(colours));
}

} // namespace lanescope::theme
