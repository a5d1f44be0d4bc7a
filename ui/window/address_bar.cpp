// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/address_bar.h"

#include "ui/theme/colours.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lanescope::window {

AddressBar::AddressBar(QWidget* parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_edit(new QLineEdit(this))
    , m_go(new QPushButton(tr("Crawl"), this))
    , m_wish(new QLabel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(4);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_label);
    line->addWidget(m_edit, 1);
    line->addWidget(m_go);
    layout->addLayout(line);
    layout->addWidget(m_wish);
    m_label->setBuddy(m_edit);
    m_edit->setPlaceholderText(QStringLiteral("https://example.org/"));
    m_edit->setClearButtonEnabled(true);
    m_wish->setForegroundRole(QPalette::BrightText);
    m_wish->setWordWrap(true);
    m_wish->hide();
    hide();
    connect(m_edit, &QLineEdit::returnPressed, this, &AddressBar::enter);
    connect(m_edit, &QLineEdit::textEdited, m_wish, &QWidget::hide);
    connect(m_go, &QPushButton::clicked, this, &AddressBar::enter);
}

void AddressBar::setKnob(const scenario::Knob* knob, const QString& text)
{
    setVisible(knob != nullptr);
    m_wish->hide();
    if (!knob)
        return;
    m_label->setText(knob->label);
    m_edit->setToolTip(knob->help);
    m_edit->setAccessibleName(knob->label);
    m_edit->setText(text);
}

void AddressBar::setText(const QString& text)
{
    if (m_edit->text() != text)
        m_edit->setText(text);
}

void AddressBar::ask(const QString& wish)
{
    m_wish->setText(wish);
    m_wish->show();
    m_edit->setFocus(Qt::OtherFocusReason);
    m_edit->selectAll();
}

void AddressBar::enter()
{
    m_wish->hide();
    Q_EMIT entered(m_edit->text().trimmed());
}

} // namespace lanescope::window
